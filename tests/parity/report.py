"""Writes docs/parity.md: sections of rows with verdicts, a table of contents, and the files with details beside the build."""
import os
import re


class Section:
    def __init__(self, title, intro, rows, columns=('what', 'original', 'ours', 'difference'), details=None):
        self.title, self.intro, self.rows, self.columns, self.details = title, intro, rows, columns, details

    @property
    def counts(self):
        judged = [row for row in self.rows if row.ok is not None]
        return sum(bool(row.ok) for row in judged), len(judged)


def anchor(title):
    return re.sub(r'[^a-z0-9 -]', '', title.lower()).replace(' ', '-')


def cell(text):
    return str(text).replace('|', '/').replace('\n', ' ')


def verdict(ok):
    return '–' if ok is None else ('pass' if ok else '**fail**')


def table(section):
    has_bar = any(row.bar for row in section.rows)
    has_note = any(row.note for row in section.rows)
    columns = [c for c in section.columns if c]
    head = [*columns, *(['bar'] if has_bar else []), 'verdict', *(['remark'] if has_note else [])]
    lines = ['| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head)]
    for row in section.rows:
        cells = [*(row.what, row.original, row.ours, row.difference)[:len(columns)], *([row.bar] if has_bar else []), verdict(row.ok),
                 *([row.note] if has_note else [])]
        lines.append('| ' + ' | '.join(cell(c) for c in cells) + ' |')
    return lines


def write(path, introduction, sections, remarks=()):
    lines = ['# Parity with the original game', '', *introduction, '', '## Contents', '', '| section | passed |', '|---|---|']
    for section in sections:
        good, judged = section.counts
        lines.append(f'| [{section.title}](#{anchor(section.title)}) | {good} of {judged} |')
    for section in sections:
        lines += ['', f'## {section.title}', '', *section.intro, '', *table(section)]
        if section is sections[0] and remarks:
            lines += ['', *remarks]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


def write_details(folder, name, lines):
    """A file for developers; @return its path."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(str(line) for line in lines) + '\n')
    return path
