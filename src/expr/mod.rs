//! The expression compiler: one pass a file, from text to a graph, its derivatives, its value and its WGSL.
