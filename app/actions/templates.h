// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/deploy.h"

#include <QString>

namespace orrery::actions {

/// Something to begin with, in the palette, the Deploy dialog and Find.
struct Template
{
    QByteArray id; ///< "web", "cronjob"
    QByteArray kind; ///< of its main object
    QByteArray symbol; ///< of resources/icons
    QString title, detail; ///< translated
};
/// All of them, workloads first. Thread: any.
QList<Template> templates();
/// The mime type under which a template is dragged; the data is its id.
inline constexpr char templateMime[] = "application/x-orrery-template";

/// The template's manifests under that name. node: where its pods are to run; empty: anywhere. No documents for an unknown id.
Documents manifestsOf(const QByteArray &id, const QByteArray &name, const QByteArray &ns, const QByteArray &node = {});
/// The name that a template suggests: "web".
QByteArray nameOf(const QByteArray &id);

} // namespace orrery::actions
