"""What every layer builds on: op declarations, shapes, types, tables, meshes, rewriting, passes."""
