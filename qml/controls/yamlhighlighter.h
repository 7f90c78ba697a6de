// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QColor>
#include <QPointer>
#include <QQuickTextDocument>
#include <QtQml/qqmlregistration.h>
#include <QSyntaxHighlighter>

namespace orrery::controls {

/// Colours the YAML of a TextArea: names of members, texts, numbers and words that mean something, comments; and the lines with problems.
/// Thread: gui. Lifetime: QML's.
class YamlHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument *textDocument MEMBER m_textDocument WRITE setTextDocument NOTIFY changed)
    Q_PROPERTY(QColor member MEMBER m_member NOTIFY changed)
    Q_PROPERTY(QColor text MEMBER m_text NOTIFY changed)
    Q_PROPERTY(QColor literal MEMBER m_literal NOTIFY changed) ///< numbers, true, false, null
    Q_PROPERTY(QColor comment MEMBER m_comment NOTIFY changed)
    Q_PROPERTY(QColor problem MEMBER m_problem NOTIFY changed)
    Q_PROPERTY(QVariantList problems MEMBER m_problems NOTIFY changed) ///< [{line, message}]
public:
    explicit YamlHighlighter(QObject *parent = nullptr);
    void setTextDocument(QQuickTextDocument *document);

Q_SIGNALS:
    void changed();

protected:
    void highlightBlock(const QString &line) override;

private:
    QPointer<QQuickTextDocument> m_textDocument;
    QColor m_member, m_text, m_literal, m_comment, m_problem;
    QVariantList m_problems;
};

} // namespace orrery::controls
