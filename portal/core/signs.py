"""Drawings and names that components use for tones and files."""

# Drawn on a field of 16 by 16, in the colour of the text. Rings, as the mark is one.
SIGNS = {
    "quiet": '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.75" '
    'stroke-dasharray="2.6 2.6"/>',
    "moving": '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.75"/>'
    '<path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor"/>',
    "waiting": '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.75"/>'
    '<path d="M8 4.75V8.25L10.5 9.75" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/>',
    "stopped": '<rect x="2.5" y="2.5" width="11" height="11" rx="1.5" fill="currentColor"/>',
    "done": '<circle cx="8" cy="8" r="6.25" fill="currentColor"/>'
    '<path d="M5 8.2l2.1 2.1L11.2 6" fill="none" class="fl-sign__hole" stroke-width="1.75" stroke-linecap="round"/>',
    "file": '<path d="M3.5 1.75h6L13 5.25v9h-9.5zM9.25 2v3.5h3.5" fill="none" stroke="currentColor" '
    'stroke-width="1.5"/>',
    "arrow": '<path d="M3 8h9M8.5 4.5L12 8l-3.5 3.5" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "up": '<path d="M4 10l4-4 4 4" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "down": '<path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "copy": '<path d="M5.5 5.5h7v8h-7zM10 5V2.5H3.5v8H5" fill="none" stroke="currentColor" stroke-width="1.5"/>',
}
KINDS_OF_FILE = {
    "application/pdf": "PDF",
    "text/plain": "Text",
    "text/csv": "CSV",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "application/zip": "ZIP archive",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbook",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint slides",
}
