"""Samples that anyone can draw again: size, seed and strata decide the members, nothing else (S3-57)."""

from xianfeng.core.sampling.drawing import ImpossibleSample, Sample, allocate, draw_sample

__all__ = ["ImpossibleSample", "Sample", "allocate", "draw_sample"]
