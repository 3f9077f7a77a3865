"""The plan compiler: an official document goes in, what it asks for comes out, with the words it was read from."""

from xianfeng.compiler.facts import read_facts

__all__ = ["read_facts"]
