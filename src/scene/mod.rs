//! Plain data that the renderer draws: grid, height map, camera, style, paths, marks.
