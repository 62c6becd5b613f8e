from __future__ import annotations

import pytest

from bot.kernel.errors import UserError
from bot.local.project import full_name, named, of_remotes
from bot.shipped import shipped_projects

PROJECTS = shipped_projects()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/vllm-project/vllm", "vllm-project/vllm"),
        ("https://github.com/vllm-project/vllm.git", "vllm-project/vllm"),
        ("https://alice@github.com/vllm-project/vllm.git/", "vllm-project/vllm"),
        ("git@github.com:vllm-project/vllm.git", "vllm-project/vllm"),
        ("github-of-work:vllm-project/vllm", "vllm-project/vllm"),
        ("ssh://git@ssh.github.com:443/vllm-project/vllm.git", "vllm-project/vllm"),
        ("git://github.com/vllm-project/vllm.git", "vllm-project/vllm"),
        ("https://git.example/group/deep/vllm.git", "deep/vllm"),
        ("https://github.com/vllm", None),
        ("/srv/git/vllm.git", None),
        ("../vllm", None),
        ("C:\\git\\vllm", None),
        ("file:///srv/vllm-project/vllm", None),
        ("https://[::1/vllm-project/vllm", None),
        ("", None),
    ],
)
def test_a_remotes_address_ends_with_owner_and_name(address: str, name: str | None) -> None:
    assert full_name(address) == name


@pytest.mark.parametrize(
    ("said", "project"),
    [
        ("vllm", "vllm-project/vllm"),
        ("VLLM", "vllm-project/vllm"),
        ("vllm-project/vllm", "vllm-project/vllm"),
        ("google/jax", "jax-ml/jax"),
        ("jax", "jax-ml/jax"),
        ("https://github.com/google/jax/", "jax-ml/jax"),
        ("accelerate", "huggingface/accelerate"),
        ("ao", "pytorch/ao"),
    ],
)
def test_a_project_is_found_by_any_of_its_names(said: str, project: str) -> None:
    assert named(PROJECTS, said).name == project


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("vlm", "Did you mean vllm-project/vllm"),
        ("vllm-project/vlm", "Did you mean vllm-project/vllm"),
        ("pytorch/pytorchh", "Did you mean pytorch/pytorch"),
        ("", "projects list"),
        ("kitten/of-nobody-at-all", "projects list"),
    ],
)
def test_an_unknown_project_is_told_with_what_may_be_meant(said: str, hint: str) -> None:
    with pytest.raises(UserError, match=hint):
        named(PROJECTS, said)


VLLM = "https://github.com/vllm-project/vllm.git"
JAX = "git@github.com:jax-ml/jax.git"
FORK = "git@github.com:alice/vllm.git"


@pytest.mark.parametrize(
    ("remotes", "project", "remote", "by_name"),
    [
        ({"origin": VLLM}, "vllm-project/vllm", "origin", False),
        ({"origin": FORK, "upstream": VLLM}, "vllm-project/vllm", "upstream", False),
        ({"origin": VLLM, "upstream": JAX}, "jax-ml/jax", "upstream", False),
        ({"alice": FORK, "project": VLLM}, "vllm-project/vllm", "project", False),
        ({"origin": FORK}, "vllm-project/vllm", "origin", True),
        ({"origin": "git@github.com:alice/own.git"}, None, "origin", False),
        ({"origin": "/srv/vllm"}, None, "origin", False),
        ({}, None, None, False),
    ],
)
def test_the_project_is_what_the_remotes_lead_to_upstream_first(
    remotes: dict[str, str], project: str | None, remote: str | None, *, by_name: bool
) -> None:
    found = of_remotes(PROJECTS, remotes)
    assert (found.project.name if found.project else None) == project
    assert (found.remote, found.by_name) == (remote, by_name)
