"""Bad tables as data: how each is made, the call that gets it, and what the call has to say."""
