"""tracks.py < BODIES: what a truck's events, one a line, must hold (truck.py): checked without a look at the clock."""
import json
import sys

events = [json.loads(line) for line in sys.stdin]
tracks = [event for event in events if event["do"] == "track"]
readings = [[value for _, value in event.get("readings", [])] for event in tracks]
said = [value for series in readings for value in series]
expected = ["3.1", "3.2", "5.5", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9"]
places = [expected.index(value) for value in said]  # nothing that no probe said, 0 least of all
assert places == sorted(set(places)), said
assert "5.5" in said and all(series.index("5.5") == len(series) - 1 for series in readings if "5.5" in series), readings
assert any("probe: sensor-broken" in event.get("remark", "") for event in tracks), tracks
assert all(event["lat"] == "36.968723" and event["lon"] == "111.192797" for event in tracks if "lat" in event)
assert any("lat" in event for event in tracks)
truck = ["truck:晋J12345"]
rest = [{key: value for key, value in event.items() if key not in ("at", "clock_error_s")} for event in events if event["do"] in ("load", "unload")]
pig = ["pig:114113000000017"]
assert rest == [{"do": "load", "of": pig, "to": truck}, {"do": "unload", "of": pig, "from": truck}], rest
