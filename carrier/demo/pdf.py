"""A bill as a small PDF (ISO 32000-1, version 1.4): text lines in Helvetica on as many pages as needed."""

from collections.abc import Mapping, Sequence

LINES_ON_PAGE = 46
PAGE = "[0 0 612 792]"


def bill_pdf(full_name: str, bill: Mapping[str, object]) -> bytes:
    """The PDF of one bill document."""
    items = bill["line_items"]
    lines = [
        f"Bill {bill['bill_id']}",
        f"For {full_name}",
        f"Period {bill['period_start']} to {bill['period_end']}",
        f"Issued {bill['issue_date']}, due {bill['due_date']}, status {bill['status']}",
        "",
    ]
    lines += [
        f"{item['date']}   {item['description']}   ${item['amount']:.2f}"
        for item in (items if isinstance(items, list) else [])
    ]
    lines += ["", f"Total   ${bill['total_due']:.2f}"]
    return text_pdf(lines)


def text_pdf(lines: Sequence[str]) -> bytes:
    """A PDF of plain lines."""
    pages = [lines[at : at + LINES_ON_PAGE] for at in range(0, len(lines), LINES_ON_PAGE)] or [[]]
    first_page = 4
    kids = " ".join(f"{first_page + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        content = _content(page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {PAGE} /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {first_page + 2 * at + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _content(lines: Sequence[str]) -> bytes:
    shown = b"\n".join(b"(%s) Tj T*" % _escaped(line) for line in lines)
    return b"BT /F1 11 Tf 15 TL 60 730 Td\n" + shown + b"\nET"


def _escaped(line: str) -> bytes:
    plain = line.encode("cp1252", "replace")
    return plain.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _file(objects: Sequence[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        file += b"%010d 00000 n \n" % offset
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(file)
