"""What a process of the service does for itself."""

from __future__ import annotations

import gc

from bot.serve import freeze_the_start


def test_what_the_start_has_loaded_is_not_walked_through_again() -> None:
    try:
        freeze_the_start()
        assert gc.get_freeze_count() > 10_000
        assert len(gc.get_objects()) < 10_000
    finally:
        gc.unfreeze()
