"""What an op of ttir and the ttnn op it becomes have in common: one abstract class per pair."""
