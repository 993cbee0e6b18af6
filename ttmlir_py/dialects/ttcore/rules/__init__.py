"""Result shapes of ttir and ttnn ops as functions of shapes, with upstream's error messages."""
