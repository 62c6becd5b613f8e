"""The texts of a nudge: every key with the fields that its sentence must name, and no others."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE: Final = {
    "event": {
        "opened": "who",
        "reopened": "who",
        "pushed": "who",
        "force_pushed": "who",
        "check": "what",
        "changes_requested": "who",
        "reviewed": "who",
        "review_comment": "who",
        "approved": "who",
        "review_dismissed": "who",
        "comment": "who",
        "thread_resolved": "who",
        "review_requested": "who",
        "labeled": "who what",
        "unlabeled": "who what",
        "conflict": "",
        "ready_for_review": "who",
        "claimed": "who",
        "planned": "who",
        "revised": "who",
        "ready_asked": "who",
        "work_seen": "who",
        "pull_request_closed": "",
        "other": "",
        "somebody": "",
        "something": "",
        "look": "",
    },
    "turn": {
        "author": "since event",
        "reviewer": "since event",
        "gate": "since event",
        "mentor": "since event",
        "unsure": "since event",
    },
    "step": {
        "to_do": "",
        "to_do_threads": "",
        "to_do_thread": "place who",
        "to_do_building": "ready",
        "to_do_agreed": "",
        "ci_red": "checks",
        "conflict": "",
        "claim_idle": "plan drop",
        "with_mentor": "mentors",
        "with_mentor_alone": "",
        "offer": "",
        "offer_split": "",
        "offer_pause": "pause",
        "offer_hand_over": "mentors",
        "offer_drop": "drop",
        "unsure": "correct",
        "outlook": "fair suggest",
        "ping": "",
        "ping_whom": "whom",
        "ping_where": "where",
        "ping_draft": "",
        "ping_disclose": "",
        "ping_facts": "opened since",
        "elsewhere": "suggest",
        "elsewhere_channel": "channel",
        "gate": "fair",
        "gate_waiting": "checks",
        "gate_rule": "rule",
        "gate_red": "checks",
        "approved": "fair",
        "approved_own": "",
        "stale": "strike",
        "stale_undo": "undo",
        "stale_label": "label",
        "plan": "student approve revise",
        "ready": "student revise",
    },
    "outlook": {
        "half": "days",
        "quarter": "days",
        "few": "",
        "of_merged": "days",
        "general": "days",
        "doubtful": "",
    },
    "silence": {
        "until": "until",
        "until_moved": "",
        "how": "snooze correct",
        "how_theirs": "snooze turn",
        "how_mentor": "hold",
    },
    "together": {"intro": "", "about": "title", "list": "first last"},
}

FIELDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        f"{group}.{key}": frozenset(fields.split())
        for group, texts in _TABLE.items()
        for key, fields in texts.items()
    }
)
"""Each text's key and the fields that stand in braces in it, in every language."""

BLAME: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "de": (
            "schuld",
            "versäum",
            " vergessen",
            " endlich",
            "zu spät",
            " faul",
            " du musst",
            " ihr müsst",
            "enttäusch",
            "immer noch nicht",
            "überfällig",
        ),
        "en": (
            " fault",
            "failed",
            "forgot",
            "neglect",
            " lazy",
            "overdue",
            "too late",
            "you should have",
            "you must",
            "at last",
            "still have not",
            "haven't",
            "disappoint",
            "ignored",
        ),
        "es": (
            "culpa",
            "olvid",
            "fallaste",
            "por fin",
            "demasiado tarde",
            "tienes que",
            " debes",
            "perezos",
            "decepcion",
            "todavía no has",
        ),
    }
)
"""What sounds like blame, in small letters; a blank before it means the beginning of a word."""
