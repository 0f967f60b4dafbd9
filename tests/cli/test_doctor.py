"""`lotse doctor`: what is installed, what is missing, what to do."""

import json

from automation.doctor import Part, State, examine


def test_the_doctor_names_every_part_with_its_state(lotse):
    done = lotse("doctor", "--json")

    parts = {part["part"]: part for part in json.loads(done.out)["parts"]}
    assert parts["Python"]["state"] == "fine"
    assert {"Lotse", "Vorlagen", "LibreOffice", "Excel"} <= set(parts)


def test_a_machine_without_libreoffice_is_not_broken_but_hears_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    (office,) = (part for part in examine() if part.name == "LibreOffice")

    assert office.state is State.OPTIONAL
    assert office.cure.startswith("Bitte")


def test_a_broken_part_ends_with_1_and_its_cure(lotse, monkeypatch):
    broken = Part("lxml", State.BROKEN, "nicht installiert", 'Bitte ausführen: pip install --upgrade "lxml>=5.3"')
    monkeypatch.setattr("automation.doctor.examine", lambda: [broken])

    done = lotse("doctor")

    assert done.code == 1
    assert broken.cure in done.out
