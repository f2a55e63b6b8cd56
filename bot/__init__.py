"""chenbao · 论文晨报: the morning paper for a group chat."""
