"""One module a station of the flow: `run(world, reached)` does what the people of the district would do there."""
