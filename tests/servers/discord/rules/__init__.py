"""What a form may hold: messages, embeds, components, mentions, commands. No state, no I/O."""
