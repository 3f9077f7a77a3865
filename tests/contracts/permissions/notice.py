"""The same notice, seen from its step."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def build(world):
    spec = spec_from_file_location("permissions_of_notices", Path(__file__).with_name("notices.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build(world)
