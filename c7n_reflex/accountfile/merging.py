"""New accounts of the organisation put into an accounts.yml that a person keeps, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from c7n_reflex.accountfile import generating
from c7n_reflex.accountfile.generating import Wishes
from c7n_reflex.accountfile.organization import Member
from c7n_reflex.accounts import Account, Directory
from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles import sources


@dataclass(frozen=True)
class Merged:
    """The new text, and what a person is to look at."""

    text: str
    new: tuple[Member, ...]
    gone: tuple[tuple[Account, str], ...]  # with the state; "" if it is not in the organisation
    renamed: tuple[tuple[Account, str], ...]  # with the name in the organisation


def merge(
    directory: Directory,
    members: Sequence[Member],
    everyone: dict[str, Member],
    wishes: Wishes,
    ignored: Iterable[str] = (),
) -> Merged:
    """The file of `directory` with entries for active members that it does not have, at the end of its list.

    `everyone` is the whole organisation by id, of which `members` may be a part. Entries that are gone or
    renamed stay. Raises InputError where text cannot be put in.
    """
    if wishes.core and wishes.core != directory.core.id:
        message = f"--core {wishes.core} is not the core-compliance account of the file, {directory.core.id}"
        raise InputError(message, remedy="leave out --core: the core account cannot be moved")
    mine, skipped = {account.id: account for account in directory.accounts}, set(ignored)
    new = tuple(each for each in members if each.active and each.id not in {*mine, *skipped})
    return Merged(
        _inserted(directory, new, wishes),
        new,
        tuple(
            (account, _state(everyone.get(account.id)))
            for account in mine.values()
            if _gone(everyone, account)
        ),
        tuple(_renamed(mine, list(everyone.values()), wishes)),
    )


def _state(member: Member | None) -> str:
    return member.state if member else ""


def _gone(by_id: dict[str, Member], account: Account) -> bool:
    return account.id not in by_id or not by_id[account.id].active


def _renamed(
    mine: dict[str, Account], members: Sequence[Member], wishes: Wishes
) -> Iterable[tuple[Account, str]]:
    names = generating.names_of(members, wishes)
    for member in members:
        account = mine.get(member.id)
        if account and member.name not in _names(account) and names[member.id] not in _names(account):
            yield account, member.name


def _names(account: Account) -> set[str]:
    return {account.name, account.raw.get("display_name", account.name)}


def _inserted(directory: Directory, new: Sequence[Member], wishes: Wishes) -> str:
    source = sources.read(directory.file)
    text = directory.file.read_text(encoding="utf-8")
    if not new:
        return text
    lines = text.splitlines(keepends=True)
    first = lines[source.lines["accounts", 0] - 1]
    if not first.lstrip().startswith("- "):
        raise InputError(
            "the list of accounts is written in one line, into which no lines can be put",
            remedy="write each account as `- account_id: ...` on lines of its own",
            place=source.place(("accounts",)),
        )
    indent = first[: len(first) - len(first.lstrip())]
    names = generating.names_of(new, wishes, [account.name for account in directory.accounts])
    blocks = [generating.entry(member, names[member.id], wishes, indent) for member in new]
    end = _end(lines, source)
    if lines[end - 1][-1:] != "\n":
        lines[end - 1] += "\n"
    return "".join([*lines[:end], *(f"\n{block}" for block in blocks), *lines[end:]])


def _end(lines: Sequence[str], source: sources.PolicyFile) -> int:
    """How many lines there are up to the end of the list of accounts, without what is only said after it."""
    begin = source.lines["accounts",]
    after = [line for key, line in source.lines.items() if len(key) == 1 and line > begin]
    end = min(after, default=len(lines) + 1) - 1
    while lines[end - 1].strip() in ("", "...", "---") or lines[end - 1].startswith("#"):
        end -= 1
    return end
