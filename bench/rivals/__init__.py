"""Other webhook servers, as small as they go, to measure beside."""
