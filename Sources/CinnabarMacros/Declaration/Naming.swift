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
