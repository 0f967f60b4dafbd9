"""What staff are told when Lotse itself is at fault: where in the code, and nothing of what was in a cell."""

from __future__ import annotations


def sentence(defect: Exception) -> str:
    """Return the sentence for a defect of ours: where it is in the code, and nothing of what was in a cell."""
    if isinstance(defect, ModuleNotFoundError):
        return (
            f"Der Baustein „{defect.name}“ von Lotse fehlt. Bitte „lotse doctor“ starten; es sagt, was zu tun ist."
        )
    frame, where = defect.__traceback__, ""
    while frame is not None:
        module = frame.tb_frame.f_globals.get("__name__", "")
        if module.startswith(("automation.", "workbook.")):
            where = f"{module}, Zeile {frame.tb_lineno}"
        frame = frame.tb_next
    return (
        f"Das ist ein Fehler in Lotse selbst ({type(defect).__name__} in {where}), nicht in Ihrer Mappe; sie ist "
        "unbeschädigt. Bitte melden Sie ihn der Betreuung. Mit LOTSE_DEBUG=1 in der Umgebung zeigt derselbe Befehl "
        "den genauen Hergang; bitte vor dem Weitergeben auf Namen durchsehen."
    )
