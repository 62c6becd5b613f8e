// Probot with an idle handler: verifies, parses, dispatches, stores nothing.
import { run } from "probot";

run((app) => {
  app.onAny(async () => {});
});
