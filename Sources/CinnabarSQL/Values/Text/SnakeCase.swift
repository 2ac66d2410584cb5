/// A Swift name as databases spell names: `BlogPost` is `blog_post`, `userID` is `user_id`, `HTTPLog` is `http_log`.
package func snakeCased(_ name: String) -> String {
    let characters = Array(name)
    var result = ""
    for (index, character) in characters.enumerated() {
        if character.isUppercase, index > 0, characters[index - 1] != "_" {
            // A word begins after a small letter or digit, and with the last capital before a small letter.
            let followsWord = !characters[index - 1].isUppercase
            let startsWord = index + 1 < characters.count && characters[index + 1].isLowercase
            if followsWord || startsWord { result += "_" }
        }
        result += character.lowercased()
    }
    return result
}
