// SPDX-License-Identifier: GPL-3.0-only
#include "qml/controls/yamlhighlighter.h"

#include <QRegularExpression>

namespace orrery::controls {

YamlHighlighter::YamlHighlighter(QObject *parent)
    : QSyntaxHighlighter(parent)
{
    connect(this, &YamlHighlighter::changed, this, &QSyntaxHighlighter::rehighlight);
}

void YamlHighlighter::setTextDocument(QQuickTextDocument *document)
{
    m_textDocument = document;
    setDocument(document ? document->textDocument() : nullptr);
    Q_EMIT changed();
}

void YamlHighlighter::highlightBlock(const QString &line)
{
    static const QRegularExpression memberName(QStringLiteral("^\\s*(?:- +)*([^\\s:#'\"][^:#]*|\"[^\"]*\"|'[^']*'):(?= |$)"));
    static const QRegularExpression literals(QStringLiteral("^(?:true|false|null|~|[-+]?[0-9][0-9.eE_]*)$"));
    static const QRegularExpression remark(QStringLiteral("(?:^|\\s)#.*$"));
    const auto member = memberName.match(line);
    qsizetype valueStart = 0;
    if (member.hasMatch()) {
        setFormat(int(member.capturedStart(1)), int(member.capturedLength(1)), m_member);
        valueStart = member.capturedEnd(0);
    } else {
        while (valueStart < line.size() && (line[valueStart] == u' ' || line[valueStart] == u'-'))
            ++valueStart;
    }
    const QString value = line.mid(valueStart).trimmed();
    if (!value.isEmpty()) {
        const int start = int(line.indexOf(value, valueStart));
        setFormat(start, int(value.size()), literals.match(value).hasMatch() ? m_literal : m_text);
    }
    if (const auto comment = remark.match(line); comment.hasMatch() && !value.startsWith(u'"') && !value.startsWith(u'\''))
        setFormat(int(comment.capturedStart()), int(comment.capturedLength()), m_comment);
    for (const QVariant &problem : std::as_const(m_problems)) {
        if (problem.toMap()[QStringLiteral("line")].toInt() != currentBlock().blockNumber() + 1)
            continue;
        for (int i = 0; i < line.size(); ++i) {
            QTextCharFormat format = this->format(i);
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            format.setUnderlineColor(m_problem);
            setFormat(i, 1, format);
        }
    }
}

} // namespace orrery::controls
