# SPDX-License-Identifier: Apache-2.0
"""Pouches: one file for one peer, carried by hand; packed, checked on any machine, opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.base.errors import Malformed, Ours
from comity.cli.talk import DialogueOption, HomeOption, JsonOption, home_path, put_json, say

if TYPE_CHECKING:
    from comity.node.envelope import Look
    from comity.node.pack import Packed

pouch = typer.Typer(
    help="Carry logs by hand where no road leads: one file for one peer.", no_args_is_help=True, rich_markup_mode=None
)
FileArgument = Annotated[Path, typer.Argument(help="A pouch.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(pouch, name="pouch")


@pouch.command(epilog="Example:  comity pouch pack XB --home alba")
def pack(
    party: Annotated[str, typer.Argument(help="The code of the party that the pouch is for.")],
    since: Annotated[
        int | None, typer.Option(help="Start after this log size  [default: what PARTY last acknowledged]", min=0)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write  [default: PARTY-SIZE.pouch]")] = None,
    cover: Annotated[
        Path | None, typer.Option(help="Write a cover sheet too: a page to print, or plain text if it ends in .txt.")
    ] = None,
    static: Annotated[
        bool, typer.Option("--static", help="Use PARTY's lasting key, even where a one-time key is at hand.")
    ] = False,
    dialogue: DialogueOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Pack what PARTY has not yet seen into one file that can be carried by hand.

    The file holds our acts, the proofs that they are in our log, and our latest checkpoint. It holds no keys and
    nothing that PARTY may not read. `comity pouch check` needs only the introduction file to check it, on any machine.
    """
    from comity.node.home import Home, write_private
    from comity.node.start import prepare

    prepare(Home(home_path(home)), migrate=True)
    from comity.cli.choose import choose_dialogue
    from comity.node.pack import pack as make

    chosen = choose_dialogue(dialogue)
    if out is not None and out.exists():
        raise Ours(f"{out} is there already", hint="nothing was packed; name another file")
    packed = make(chosen, party, since=since, static=static)
    file = out or _free(Path(f"{party}-{packed.end}.pouch"))
    write_private(file.absolute(), packed.data)
    if cover is not None:
        _write_cover(file, cover)
    _say_packed(packed)
    if as_json:
        put_json({
            "file": str(file), "party": party, "number": packed.number, "purpose": packed.purpose,
            "start": packed.start, "end": packed.end, "payloads": packed.payloads, "left": list(packed.left),
            "bytes": len(packed.data), "one_time": packed.once,
        })  # fmt: skip
        return
    count = packed.end - packed.start
    what = f"{count} entr{'y' if count == 1 else 'ies'} ({packed.start}..{packed.end - 1})" if count else "no new entry"
    kilobytes = (len(packed.data) + 999) // 1000
    print(
        f"packed {what} and {packed.payloads} payload(s) for {party} into {file}, {kilobytes} kB:"
        f" {packed.purpose}, pouch {packed.number}"
    )


@pouch.command(epilog="Example:  comity pouch check XB-450.pouch --introduction alba-boria.intro")
def check(
    file: FileArgument,
    introduction: Annotated[Path, typer.Option(help="The introduction that your officers compared.")],
    identity: Annotated[
        Path | None, typer.Option(help="A file with the recipient's age identity: check the contents too.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a pouch on any machine: signature, size and number; with an identity, the contents. Writes nothing."""
    from comity.exchange.introduction import decode
    from comity.node.envelope import look

    try:
        trusted = decode(introduction.read_bytes())
    except OSError as error:
        raise Ours(f"{introduction} cannot be read: {error.strerror}") from error
    seen = look(file, trusted)
    header = seen.outside.header
    to = next(party.code for party in trusted.parties if party.origin == header.to)
    result: dict[str, Any] = {
        "pouch": header.number, "from": seen.party, "to": to, "purpose": header.purpose,
        "dialogue": trusted.dialogue, "encrypted": header.size, "sha256": header.sha256,
        "words": {language: " ".join(header.words(language)) for language in ("en", "fr", "ru")},
    }  # fmt: skip
    if identity is not None:
        result["contents"] = _contents(seen, trusted, identity)
    if as_json:
        put_json(result)
        return
    print(f"pouch {header.number} of {seen.party} for {to}, {header.purpose}: signed by the log key of {seen.party}")
    print(f"{header.size} encrypted bytes, SHA-256 {header.sha256}")
    print(f"words: {result['words']['en']}")
    if identity is None:
        print("contents: not looked at; give --identity FILE")
        return
    inside = result["contents"]
    print(f"entries {inside['start']}..{inside['end'] - 1} lead to the root that {seen.party} signed")
    print(f"{inside['payloads']} payload(s), each opens its commitment")
    print("whether they go on from what the node holds is seen when it is opened")


@pouch.command("open", epilog="Example:  comity pouch open XB-450.pouch --home boria")
def open_(file: FileArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Open a pouch at our node: all of it is kept or nothing, and a receipt is written.

    Opened twice, or after a later one, it changes nothing. If entries before it are missing, it is kept and waits.
    """
    from comity.node.home import Home
    from comity.node.start import prepare

    prepare(Home(home_path(home)), migrate=True)
    from comity.node.pouch import open_pouch

    opened = open_pouch(file)
    found = opened.reconciliation
    if as_json:
        put_json({
            "pouch": opened.number, "from": found.party, "purpose": opened.purpose, "state": opened.state,
            "start": opened.start, "end": opened.end, "before": found.before, "after": found.after,
            "missing": list(found.missing), "receipted": found.receipted, "countersigned": found.countersigned,
            "waited": list(opened.waited),
        })  # fmt: skip
        return
    print(f"{opened.purpose}, {opened.sentence()}")


@pouch.command(epilog="Example:  comity pouch cover XB-450.pouch --out XB-450.html")
def cover(
    file: FileArgument,
    out: Annotated[Path, typer.Option(help="Where to write: a page to print, or plain text if it ends in .txt.")],
) -> None:
    """Write a cover sheet with number, purpose, digest and QR code; it says only what stands outside."""
    _write_cover(file, out)


def _write_cover(file: Path, out: Path) -> None:
    import segno

    from comity.exchange.cover import cover_html, cover_text, mark
    from comity.node.envelope import outside_of

    outside = outside_of(file)
    length = outside.body + outside.header.size
    if out.suffix == ".txt":
        out.write_text(cover_text(outside.header, length), encoding="utf-8")
    else:
        qr = segno.make(mark(outside.header), error="m", micro=False).svg_inline(omitsize=True, svgclass=None)
        out.write_text(cover_html(outside.header, length, qr), encoding="utf-8")
    say(f"wrote the cover sheet of pouch {outside.header.number} into {out}")


def _contents(seen: Look, trusted: Any, identity: Path) -> dict[str, int]:
    from comity.exchange.pouch import check_contents, decode_contents
    from comity.node.envelope import decrypt

    plain, _ = decrypt(seen, _identities(identity))
    contents = decode_contents(plain)
    check_contents(contents, seen.outside.header, trusted, seen.party, seen.keys)
    return {"start": contents.start, "end": contents.end, "payloads": len(contents.payloads)}


def _identities(file: Path) -> list[str]:
    """Read identities as age writes them, one on a line, or as a node keeps them."""
    try:
        text = file.read_text(encoding="ascii")
        value = json.loads(text) if text.lstrip()[:1] in {"{", "["} else text.splitlines()
    except (OSError, ValueError) as error:
        raise Ours(f"{file} cannot be read: {error}") from error
    lines = list(value.values()) if isinstance(value, dict) else value
    found = [line.strip() for line in lines if isinstance(line, str) and line.strip().startswith("AGE-SECRET-KEY-")]
    if not found:
        raise Malformed(f"{file} holds no age identity; one begins with AGE-SECRET-KEY-")
    return found


def _say_packed(packed: Packed) -> None:
    if not packed.once:
        say(
            f"this pouch is for the lasting key of {packed.party}: whoever gets that key, now or in years,"
            " can read it. Pouches to one-time keys follow once one of theirs was opened here"
        )
    if packed.end < packed.size:
        say(f"{packed.size - packed.end} entries found no room; pack them with --since {packed.end}")
    if packed.left:
        say(f"{len(packed.left)} payload(s) found no room; they go into the next pouch, after a receipt for these")


def _free(file: Path) -> Path:
    """Give a name that no file has yet."""
    number, free = 1, file
    while free.exists():
        number += 1
        free = file.with_stem(f"{file.stem}-{number}")
    return free
