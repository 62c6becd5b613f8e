"""The App's JWT and the tokens of its installations."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.clock import VirtualClock
from bot.github.auth import AppCredential, InstallationToken, InstallationTokens
from bot.kernel.errors import Transient, UserError

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
).decode()


class Mint:
    """Hands out long tokens and counts them."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.minted = 0
        self.fails = 0
        self.release = asyncio.Event()
        self.release.set()

    async def __call__(self, installation: int) -> InstallationToken:
        await self.release.wait()
        if self.fails:
            self.fails -= 1
            raise Transient("GitHub cannot be reached")
        self.minted += 1
        value = f"ghs_{installation}_{self.minted}_" + "x" * 500
        return InstallationToken(value, self.clock.now() + timedelta(hours=1))


def claims(token: str) -> dict[str, object]:
    options = {"verify_exp": False, "verify_iat": False}
    found: dict[str, object] = jwt.decode(
        token, KEY.public_key(), algorithms=["RS256"], options=options
    )
    return found


def test_the_jwt_is_signed_backdated_and_short() -> None:
    clock = VirtualClock()
    now = int(clock.now().timestamp())

    found = claims(AppCredential("Iv23abc", PEM, clock).jwt())

    assert found == {"iss": "Iv23abc", "iat": now - 60, "exp": now + 480}


async def test_the_jwt_is_kept_while_it_is_good_and_renewed_in_time() -> None:
    clock = VirtualClock()
    credential = AppCredential("1", PEM, clock)
    first = credential.jwt()
    await clock.advance(300)
    assert credential.jwt() == first

    await clock.advance(120)

    assert claims(credential.jwt())["exp"] == int(clock.now().timestamp()) + 480


def test_a_key_that_is_none_says_where_to_get_one() -> None:
    with pytest.raises(UserError, match="download a new one"):
        AppCredential("1", "not a key", VirtualClock()).jwt()


async def test_callers_that_come_together_share_one_token() -> None:
    clock = VirtualClock()
    mint = Mint(clock)
    tokens = InstallationTokens(mint, clock)

    found = await asyncio.gather(*(tokens.get(7) for _ in range(20)))

    assert len(set(found)) == 1
    assert mint.minted == 1


async def test_a_cancelled_caller_does_not_take_the_token_from_the_others() -> None:
    clock = VirtualClock()
    mint = Mint(clock)
    mint.release.clear()
    tokens = InstallationTokens(mint, clock)
    first = asyncio.create_task(tokens.get(7))
    second = asyncio.create_task(tokens.get(7))
    await asyncio.wait([first], timeout=0)
    first.cancel()
    mint.release.set()

    assert (await second).startswith("ghs_7_1_")
    assert mint.minted == 1


async def test_a_token_is_renewed_before_it_expires_and_not_sooner() -> None:
    clock = VirtualClock()
    mint = Mint(clock)
    tokens = InstallationTokens(mint, clock)
    await tokens.get(7)
    await clock.advance(57 * 60)
    await tokens.get(7)
    assert mint.minted == 1

    await clock.advance(61)
    await tokens.get(7)

    assert mint.minted == 2


async def test_a_refused_token_is_forgotten_but_not_the_one_that_replaced_it() -> None:
    clock = VirtualClock()
    mint = Mint(clock)
    tokens = InstallationTokens(mint, clock)
    old = await tokens.get(7)
    tokens.forget(7, old)
    new = await tokens.get(7)

    tokens.forget(7, old)

    assert await tokens.get(7) == new
    assert mint.minted == 2


async def test_a_failed_mint_is_told_to_its_callers_and_tried_anew_by_the_next() -> None:
    clock = VirtualClock()
    mint = Mint(clock)
    mint.fails = 1
    tokens = InstallationTokens(mint, clock)
    with pytest.raises(Transient):
        await tokens.get(7)

    assert await tokens.get(7)


async def test_each_installation_has_a_token_of_its_own() -> None:
    clock = VirtualClock()
    tokens = InstallationTokens(Mint(clock), clock)

    assert await tokens.get(7) != await tokens.get(8)
