"""What is told of a policy file where it stands: on its commit; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.effect import Annotation, RunEffect
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from bot.policy.parse import Parsed
    from bot.policy.problems import Problem

RUN_NAME: Final = "Upstream Coach policy"
MOST_ANNOTATIONS: Final = 50
"""GitHub takes no more in one request: https://docs.github.com/rest/checks/runs"""
_LONGEST: Final = 400


def report(parsed: Parsed) -> RunEffect:
    """Return the check run that lists every problem of a file, or says that there is none.

    The text is the same for the same file. What a person wrote in it cannot mention or link.
    """
    problems = parsed.problems
    if not problems:
        return RunEffect("The policy is in order", f"`{parsed.name}` holds.\n", "success", RUN_NAME)
    count = "One problem" if len(problems) == 1 else f"{len(problems)} problems"
    summary = (
        f"`{parsed.name}` has no effect until this is mended; what held before it still holds.\n\n"
        + "".join(f"- Line {each.line}: {quote(_told(each), _LONGEST)}\n" for each in problems)
        + "\n`upstream-coach config check` tells the same before you push.\n"
    )
    annotations = tuple(
        Annotation(parsed.name, each.line, _told(each)) for each in problems[:MOST_ANNOTATIONS]
    )
    return RunEffect(f"{count} in the policy", summary, "failure", RUN_NAME, annotations)


def _told(problem: Problem) -> str:
    return f"{problem.path}: {problem}" if problem.path else str(problem)
