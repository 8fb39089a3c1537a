//! Axes, ticks, legend, colour bar and captions as egui shapes, the same in window, picture and film.
