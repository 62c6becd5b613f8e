"""Every REST route that the sandbox has; what is not here fails loudly."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox import (
    rest_apps,
    rest_checks,
    rest_compare,
    rest_contents,
    rest_issues,
    rest_pulls,
    rest_repositories,
)
from bot.sandbox.exchange import Answer, Call

Handler = Callable[[Call], Answer]

_REPO = "/repos/{owner}/{repo}"

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/app", rest_apps.get_app),
    ("GET", "/app/installations", rest_apps.list_installations),
    ("GET", "/app/installations/{installation_id}", rest_apps.get_installation),
    ("POST", "/app/installations/{installation_id}/access_tokens", rest_apps.mint_token),
    ("GET", "/app/hook/deliveries", rest_apps.list_deliveries),
    ("GET", "/app/hook/deliveries/{delivery_id}", rest_apps.get_delivery),
    ("POST", "/app/hook/deliveries/{delivery_id}/attempts", rest_apps.redeliver),
    ("POST", "/app-manifests/{code}/conversions", rest_apps.convert_manifest),
    ("GET", "/installation/repositories", rest_apps.installation_repositories),
    ("GET", "/orgs/{org}/teams/{team_slug}/members", rest_repositories.list_team_members),
    ("GET", "/users/{username}", rest_repositories.get_user),
    ("GET", "/user", rest_repositories.get_viewer),
    ("GET", "/rate_limit", rest_repositories.get_rate_limit),
    ("GET", "/meta", rest_repositories.get_meta),
    ("GET", _REPO, rest_repositories.get_repository),
    ("GET", f"{_REPO}/contents/{{path:.+}}", rest_contents.get_contents),
    ("GET", f"{_REPO}/compare/{{basehead:.+}}", rest_compare.compare_commits),
    ("GET", f"{_REPO}/installation", rest_apps.repository_installation),
    ("GET", f"{_REPO}/pulls", rest_pulls.list_pulls),
    ("POST", f"{_REPO}/pulls", rest_pulls.create_pull),
    ("GET", f"{_REPO}/pulls/{{pull_number}}", rest_pulls.get_pull),
    ("PATCH", f"{_REPO}/pulls/{{pull_number}}", rest_pulls.edit_pull),
    ("GET", f"{_REPO}/pulls/{{pull_number}}/files", rest_pulls.list_files),
    ("GET", f"{_REPO}/pulls/{{pull_number}}/commits", rest_pulls.list_commits),
    ("GET", f"{_REPO}/issues", rest_issues.list_issues),
    ("POST", f"{_REPO}/issues", rest_issues.create_issue),
    ("GET", f"{_REPO}/issues/comments/{{comment_id}}", rest_issues.get_comment),
    ("PATCH", f"{_REPO}/issues/comments/{{comment_id}}", rest_issues.edit_comment),
    ("DELETE", f"{_REPO}/issues/comments/{{comment_id}}", rest_issues.delete_comment),
    ("GET", f"{_REPO}/issues/{{issue_number}}", rest_issues.get_issue),
    ("PATCH", f"{_REPO}/issues/{{issue_number}}", rest_issues.edit_issue),
    ("POST", f"{_REPO}/issues/{{issue_number}}/labels", rest_issues.add_labels),
    ("GET", f"{_REPO}/issues/{{issue_number}}/comments", rest_issues.list_comments),
    ("POST", f"{_REPO}/issues/{{issue_number}}/comments", rest_issues.create_comment),
    ("POST", f"{_REPO}/check-runs", rest_checks.create_run),
    ("GET", f"{_REPO}/check-runs/{{check_run_id}}", rest_checks.get_run),
    ("PATCH", f"{_REPO}/check-runs/{{check_run_id}}", rest_checks.update_run),
    ("GET", f"{_REPO}/commits/{{ref:.+}}/check-runs", rest_checks.list_runs),
)
