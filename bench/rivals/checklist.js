// The checklist job as Probot's own guides write it: list the files, list the comments,
// create or update one comment. No store, no memory.
import { run } from "probot";

const MARK = "<!-- checklist -->";
const EVENTS = [
  "pull_request.opened",
  "pull_request.edited",
  "pull_request.synchronize",
  "pull_request.reopened",
];

function text(pullRequest, files) {
  const tests = files.some((file) => file.filename.includes("test"));
  const lines = [
    `- [${pullRequest.body ? "x" : " "}] description`,
    `- [${tests ? "x" : " "}] tests among ${files.length} files`,
  ];
  return [MARK, ...lines].join("\n");
}

run((app) => {
  app.on(EVENTS, async (context) => {
    const { octokit, payload } = context;
    const files = await octokit.paginate(
      octokit.rest.pulls.listFiles,
      context.pullRequest({ per_page: 100 }),
    );
    const comments = await octokit.paginate(
      octokit.rest.issues.listComments,
      context.issue({ per_page: 100 }),
    );
    const body = text(payload.pull_request, files);
    const mine = comments.find((comment) => comment.body.startsWith(MARK));
    if (mine) {
      await octokit.rest.issues.updateComment(context.repo({ comment_id: mine.id, body }));
    } else {
      await octokit.rest.issues.createComment(context.issue({ body }));
    }
  });
});
