# SPDX-License-Identifier: Apache-2.0
"""Keys: shown with the words by which both sides compare them, and renewed by the root before two officers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.base.words import fingerprint_words
from comity.cli.talk import (
    Channel,
    ChannelOption,
    DialogueOption,
    HomeOption,
    JsonOption,
    TokenOption,
    prepare,
    put_json,
    put_table,
    say,
)
from comity.cli.talk import token_of as read_token

keys = typer.Typer(
    help="Show the keys of a dialogue, and bring new ones into force.", no_args_is_help=True, rich_markup_mode=None
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(keys, name="keys")


@keys.command(epilog="Example:  comity keys show --home alba --language fr")
def show(
    dialogue: DialogueOption = "",
    language: Annotated[str, typer.Option(help="The language of the words: fr, en or ru.")] = "en",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every keyset that we hold: since which entry it is in force, and each key as twelve words."""
    prepare(home)
    from comity.cli.choose import choose_dialogue
    from comity.node.rotation import show as keysets

    rows = keysets(choose_dialogue(dialogue))
    if as_json:
        put_json([{"party": r.party, "serial": r.serial, "since_entry": r.index, "keys": r.keys} for r in rows])
        return
    put_table(
        ("party", "keyset", "since entry", "key", "words"),
        [
            (r.party, str(r.serial), str(r.index), sort, " ".join(fingerprint_words(found, language)))
            for r in rows
            for sort, found in r.keys.items()
        ],
    )


@keys.command(epilog="Example:  comity keys rotate --home alba --token leo.token --second ida.token --root root.json")
def rotate(
    second: Annotated[Path, typer.Option(help="A file with the token of the second officer, who is present.")],
    sort: Annotated[
        list[str] | None, typer.Option(help="log, mirror, road or age; once for each  [default: all four]")
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="The file with the root key  [default: where it was made, in the home]")
    ] = None,
    channel: ChannelOption = Channel.JOINT,
    dialogue: DialogueOption = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Bring new keys into force by a keyset in our log, which the root signs.

    What was signed before stays signed. The peer learns the new keys with the entry, by road or by pouch, and knows
    them by the root of the introduction. Two officers with the right to introduce are present.

    With `--channel public` the key of our public log is renewed; who has its card knows the new one by the root on it.
    """
    prepare(home)
    from comity.cli.choose import choose_dialogue
    from comity.node.keys import SORTS
    from comity.node.officers import require_token
    from comity.node.rotation import rotate as renew
    from comity.node.rotation import rotate_public

    chosen = tuple(sort or SORTS)
    first, other = require_token(read_token(token)), require_token(read_token(second))
    if channel is Channel.PUBLIC:
        if sort:
            raise Ours("a public log has one key", hint="leave `--sort` out; nothing was changed")
        _renewed_public(choose_dialogue(dialogue), rotate_public(first, other, choose_dialogue(dialogue), root=root))
        return
    index = renew(first, other, choose_dialogue(dialogue), sorts=chosen, root=root)
    say(f"new {', '.join(chosen)} keys are in force from entry {index} of our log on; back up the folder keys")


@keys.command(epilog="Example:  comity keys revoke --from 412 --token leo.token --second ida.token --root root.json")
def revoke(
    second: Annotated[Path, typer.Option(help="A file with the token of the second officer, who is present.")],
    since: Annotated[
        int | None,
        typer.Option(
            "--from",
            help="The size above which it is revoked  [default: what peers hold by receipt; of a public log, all]",
        ),
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="The file with the root key  [default: where it was made, in the home]")
    ] = None,
    channel: ChannelOption = Channel.JOINT,
    dialogue: DialogueOption = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Revoke a log key that somebody else has, and bring new keys of every sort into force.

    What the peer holds by receipt or cosignature stands. What the old key signs beyond, other than our log itself, is
    no word of ours: the peer keeps it, and freezes nothing for it. Call the peer before you do this.

    With `--channel public` the key of our public log is revoked, and that one alone is new. Proof files under larger
    checkpoints of the old key hold no longer: who kept one fetches it anew. Tell the third witnesses the new keys.
    """
    prepare(home)
    from comity.cli.choose import choose_dialogue
    from comity.node.ledger import our_log
    from comity.node.officers import require_token
    from comity.node.publication import public_log
    from comity.node.rotation import receipted, rotate_public
    from comity.node.rotation import rotate as renew

    chosen = choose_dialogue(dialogue)
    if channel is Channel.PUBLIC:
        log = public_log(chosen)
        size = (log.size if log is not None else 0) if since is None else since
        first, other = require_token(read_token(token)), require_token(read_token(second))
        index = rotate_public(first, other, chosen, root=root, revoked_from=size)
        if index is not None:
            say(f"the key of our public log is revoked above size {size}")
        _renewed_public(chosen, index)
        return
    size = receipted(our_log(chosen)) if since is None else since
    first, other = require_token(read_token(token)), require_token(read_token(second))
    index = renew(first, other, chosen, root=root, revoked_from=size)
    say(f"the log key is revoked above size {size}; new keys are in force from entry {index} on; back up the keys")


@keys.command(epilog="Example:  comity keys public --home alba --root root.json")
def public(
    root: Annotated[
        Path | None, typer.Option(help="The file with the root key  [default: where it was made, in the home]")
    ] = None,
    dialogue: DialogueOption = "",
    home: HomeOption = None,
) -> None:
    """Have the root sign the key of our public log, for a dialogue from before there were public logs.

    Nothing is published by it but what joint releases have made public already.
    """
    prepare(home)
    from comity.cli.choose import choose_dialogue
    from comity.node.publication import prepare_for, publish

    chosen = choose_dialogue(dialogue)
    prepare_for(chosen, root=root)
    published = publish(chosen)
    say(f"the public log can begin; {len(published)} version(s) were published now")


def _renewed_public(dialogue: str, index: int | None) -> None:
    if index is None:
        say("nothing is published yet: our public log will begin by a new key, under a new name; back up the keys")
        return
    from comity.node.publication import public_log, vkeys_of

    log = public_log(dialogue)
    assert log is not None
    say(f"a new key of our public log is in force from its entry {index} on; back up the folder keys")
    say("third witnesses that cosign it are to trust these keys now:")
    for vkey in vkeys_of(log):
        print(vkey)
