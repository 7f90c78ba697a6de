// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

namespace orrery::client {

/// The content of an answer as values, whatever form the transport brought it in. Items of a list that leave their type out get it from
/// the list. Errors: InternalError, BadRequest (what came is no object, no list, no JSON). Thread: any.
api::Result<api::Object> objectOf(const api::Response &response);
api::Result<api::ObjectList> listOf(const api::Response &response);
/// A Table (kubectl's columns) as a list: one {metadata, cells} for each row. columns: the Table's columnDefinitions.
api::Result<api::ObjectList> rowsOf(const api::Response &response, api::Value *columns);
/// The rows of a Table, as rowsOf has them: those of a watch's event, too.
QList<api::Object> rowsOf(const api::Value &table);
/// The Status in the body of a failed request, or an Error made of the code.
api::Error errorOf(int httpStatus, const QByteArray &body);

} // namespace orrery::client
