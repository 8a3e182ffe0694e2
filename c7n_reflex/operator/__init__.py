"""What people do with the ledger at a terminal; nothing of it runs in a function.

sessions      the person's credentials, and the roles that they are let into
search        which entries are asked for
states        two states compared: the same, or what differs
undo_plan     what taking an entry back comes to
undoing       doing it
remediations  the action that a record was made by
approving     letting a change happen that waits for it
showing       entries in words and tables
"""
