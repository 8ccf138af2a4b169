# SPDX-License-Identifier: Apache-2.0
"""How many small faults in the standing rules the fast tests find; `python tools/mutate.py [FILE ...]`.

    src/comity/record/witness.py    51 faults   49 found   96 %
      not found  witness.py:83  len(entries) == len(known)  ->  len(entries) >= len(known)

A fault is one change of the syntax tree: a comparison turned, `and` for `or`, a condition denied, a number one more, a
branch never or always taken, a value left out of a set, a statement left out. The tests run in a forked process that
has everything imported but the package; it imports it with the fault in it. The first test that fails ends it.

Prints a line `mutation_score_FILE VALUE percent` each, and ends with 1 where any of them is below LEAST.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.util
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import msgspec  # noqa: F401  # imported before the fork, so that each child has it already
import pytest

ROOT = Path(__file__).resolve().parents[1]
RULES = ("record/witness.py", "record/judging.py", "acts/permission.py", "record/silence.py")
TESTS = (
    "tests/record/test_standing.py", "tests/record/test_founding.py", "tests/record/test_told.py",
    "tests/record/test_silence.py", "tests/acts/test_permission.py", "tests/record/test_judging.py",
)  # fmt: skip
FIRST = {"witness": ("tests/record/test_witness.py",), "permission": ("tests/acts/test_permission.py",)}
OPTIONS = ("-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
OURS = frozenset({"comity", "tests", "logs", "histories", "slow_fold"})
LEAST = 90.0
SECONDS = 120  # a fault that makes the tests run for ever is found, too
COMPARED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def faults(tree: ast.Module) -> Iterator[tuple[ast.Module, int, str]]:
    """Give the tree with one fault in it, again and again: the line, and what was changed."""
    nodes = list(_code(tree))
    for number, node in enumerate(nodes):
        for variant in range(_variants(node)):
            changed = copy.deepcopy(tree)
            target = list(_code(changed))[number]
            before = ast.unparse(node).splitlines()[0]
            _change(target, variant)
            after = ast.unparse(target).splitlines()[0] if not isinstance(target, ast.Pass) else "pass"
            yield ast.fix_missing_locations(changed), node.lineno, f"{before}  ->  {after}"


def _code(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    """Give what can be changed, in a fixed order: no annotations, no docstrings, no assertions."""
    skip = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert | ast.AnnAssign) or _is_text(node):
            skip |= set(map(id, ast.walk(node.annotation if isinstance(node, ast.AnnAssign) else node)))
        if isinstance(node, ast.FunctionDef):
            for part in (*node.args.args, *node.args.kwonlyargs):
                skip |= set(map(id, ast.walk(part.annotation))) if part.annotation else set()
            skip |= set(map(id, ast.walk(node.returns))) if node.returns else set()
        for decorator in getattr(node, "decorator_list", ()):
            skip |= set(map(id, ast.walk(decorator)))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            skip |= set(map(id, ast.walk(node)))
    for node in ast.walk(tree):
        if id(node) not in skip and isinstance(node, ast.expr | ast.stmt) and _variants(node):
            yield node


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _variants(node: ast.AST) -> int:
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            return 1
        case ast.BoolOp(values=values):
            return 1 + len(values)
        case ast.UnaryOp(op=ast.Not()) | ast.IfExp():
            return 1
        case ast.If():
            return 2
        case ast.Constant(value=value) if type(value) in {int, bool}:
            return 1
        case ast.BinOp(op=ast.BitOr() | ast.Sub() | ast.BitAnd() | ast.Add()):
            return 1
        case ast.Set(elts=elements) if len(elements) > 1:
            return len(elements)
        case ast.Expr(value=ast.Call()):
            return 1
    return 0


def _change(node: ast.AST, variant: int) -> None:
    """Put the fault into a node."""
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [COMPARED[type(op)]()]
        case ast.BoolOp():
            if variant == 0:
                node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            else:
                node.values[variant - 1] = ast.Constant(isinstance(node.op, ast.And))
        case ast.UnaryOp():
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
        case ast.If():
            node.test = ast.Constant(variant == 1)
        case ast.Constant():
            node.value = not node.value if isinstance(node.value, bool) else int(str(node.value)) + 1
        case ast.BinOp():
            node.right = copy.deepcopy(node.left) if isinstance(node.op, ast.BitOr | ast.BitAnd) else node.right
            if isinstance(node.op, ast.Sub | ast.Add):
                node.op = ast.Add() if isinstance(node.op, ast.Sub) else ast.Sub()
        case ast.Set():
            del node.elts[variant]
        case ast.Expr():
            node.value = ast.Constant(None)


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of the package with a fault in it."""

    def __init__(self, name: str, code: object) -> None:
        self.name, self.code = name, code

    def find_spec(self, name: str, _path: object, _target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # type: ignore[call-overload]  # noqa: S102  # that is the point


def found(name: str, code: object, tests: tuple[str, ...]) -> bool:
    """Say whether the tests fail with this code in place of a module."""
    child = os.fork()
    if child:
        return _failed(child)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        for known in [module for module in sys.modules if module.partition(".")[0] in OURS]:
            del sys.modules[known]
        sys.meta_path.insert(0, _Loader(name, code))
        os._exit(int(pytest.main([*OPTIONS, *tests])) != 0)
    except BaseException:  # noqa: BLE001  # whatever ends it, it was found
        os._exit(1)


def _failed(child: int) -> bool:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def main(rules: tuple[str, ...]) -> int:
    """Go through the rules and print how many faults are found in each."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "tests" / "record"))
    os.environ |= {"COMITY_HISTORIES": "60", "COMITY_SEQUENCES": "30"}
    pytest.main([*OPTIONS, "--collect-only", *TESTS])  # so that each child finds all that is not ours imported
    if found("comity.nothing", None, TESTS):
        print("mutate: the tests fail without any fault", file=sys.stderr)
        return 2
    total = caught = below = 0
    for rule in rules:
        path = ROOT / "src" / "comity" / rule
        tree, name = ast.parse(path.read_text(encoding="utf-8")), f"comity.{rule.removesuffix('.py').replace('/', '.')}"
        here = good = 0
        for changed, line, what in faults(tree):
            here += 1
            if found(name, compile(changed, str(path), "exec"), (*FIRST.get(path.stem, ()), *TESTS)):
                good += 1
            else:
                print(f"  not found  {path.name}:{line}  {what}", flush=True)
        print(f"mutation_score_{path.stem} {100 * good / here:.1f} percent  ({good} of {here})", flush=True)
        total, caught = total + here, caught + good
        below += 100 * good / here < LEAST
    print(f"mutation_score {100 * caught / total:.1f} percent  ({caught} of {total})")
    return int(below > 0)


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or RULES))
