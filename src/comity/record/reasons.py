# SPDX-License-Identifier: Apache-2.0
"""What each reason says to people, in English. The reasons decide nothing here; screens have their own wording."""

from __future__ import annotations

DETAILS: dict[str, str] = {
    # of the entry
    "another-dialogue": "the act names another dialogue than the log in which it stands",
    "another-party": "the act is by another party than the one whose log this is",
    "reported-elsewhere": "a reported act stands only in a file of our own, and of a counterpart that it names",
    "not-seen": "the receipt is for more than its writer had seen",
    # of the founding
    "another-object": "the founding is of the dialogue itself, and this act names another object",
    "other-parties": "this founding does not name just the parties that keep the logs here",
    "founding-stands": "a founding is never superseded: a newcomer or another purpose means a new dialogue",
    "not-founded": "its writer had not seen the dialogue founded, and nothing else counts before",
    # of the object
    "another-kind": "its writer had seen this object brought as a thing of another kind",
    "not-yours": "its writer had seen that the thing is another party's",
    "own": "the thing is the writer's own",
    # of the standing, as its writer had seen it
    "no-such-verb": "things of this kind have no such verb",
    "absent": "its writer had not seen anybody bring this version",
    "blocked": "the version does not follow on the one that stood when it was brought",
    "tabled": "the version was on the table already",
    "withdrawn": "the version had been withdrawn",
    "set-aside": "another version was joint in its place",
    "joint": "the version was joint, and joint it stays",
    "superseded": "another version had taken its place",
    "told": "this had been said already",
    # of a silence procedure
    "no-rule": "no joint silence rule lets a version of this kind be accepted by silence",
    "not-open": "the version is not on the table, or the writer does not accept it",
    "too-short": "the procedure leaves less time than the silence rule asks, or was to be seen before it was written",
    "already": "its writer held just this already, or nothing that could be taken back",
    "too-late": "the version, or a rival, was joint by what the writer's own log had already seen",
}
