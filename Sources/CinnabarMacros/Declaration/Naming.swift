/// A Swift name as databases spell names: `BlogPost` is `blog_post`, `userID` is `user_id`, `HTTPLog` is `http_log`.
///
/// A word begins at a capital after a small letter or a digit, and at the last capital of several when a small
/// letter follows; digits stay with what stands before them.
func snakeCased(_ name: String) -> String {
    let characters = Array(name)
    var result = ""
    for (index, character) in characters.enumerated() {
        if character.isUppercase, index > 0, characters[index - 1] != "_" {
            let followsWord = !characters[index - 1].isUppercase
            let startsWord = index + 1 < characters.count && characters[index + 1].isLowercase
            if followsWord || startsWord { result += "_" }
        }
        result += character.lowercased()
    }
    return result
}

/// Names that the members of every model take with an underscore before them.
private let takenNames: Set<String> = [
    "state", "mapper", "key", "readKey", "refresh", "write", "value", "set", "changes", "restore", "willChange",
    "foreignKeyDidChange", "keyDidChange", "row", "values", "source", "load",
]

/// The stored property behind a property of a model: `_title`, and `_state_` for the few names that are taken.
func storageName(_ property: String) -> String {
    takenNames.contains(property) ? "_\(property)_" : "_\(property)"
}
