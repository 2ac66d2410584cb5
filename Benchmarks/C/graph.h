// W6: users, their posts and the posts' tags, put together from three results. Keys are dense, so an array finds a parent.
#pragma once
#include "records.h"

#define POSTS_OF "SELECT id, title, body, user_id FROM posts WHERE user_id "
#define TAGS_OF "SELECT post_tags.post_id, tags.id, tags.name FROM post_tags JOIN tags ON tags.id = post_tags.tag_id" \
                " WHERE post_tags.post_id "

typedef struct { List users, authors, posts, posts_by_id, tags; } Graph;

static inline void *at_key(List *index, int64_t key) { return key < index->count ? index->items[key] : 0; }
static inline void **slot_of_key(List *index, int64_t key) {
    while (index->count <= key) append(index, 0);
    return &index->items[key];
}

// To be called when all users are there.
static inline void index_users(Graph *graph) {
    for (long i = 0; i < graph->users.count; i++) {
        Author *author = calloc(1, sizeof *author);
        author->user = graph->users.items[i];
        *slot_of_key(&graph->authors, author->user->id) = author;
    }
}
static inline void add_post(Graph *graph, Post *post) {
    append(&graph->posts, post);
    *slot_of_key(&graph->posts_by_id, post->id) = post;
    append(&((Author *)at_key(&graph->authors, post->user_id))->posts, post);
}
// Where the tag of a key is, or will be.
static inline Tag **tag_slot(Graph *graph, int64_t id) { return (Tag **)slot_of_key(&graph->tags, id); }
static inline Tag *made_tag(int64_t id, Text name) {
    Tag *tag = malloc(sizeof *tag);
    tag->id = id;
    tag->name = name;
    return tag;
}
static inline void add_tag(Graph *graph, int64_t post, Tag *tag) { append(&((Post *)at_key(&graph->posts_by_id, post))->tags, tag); }

static inline long long traverse_and_free(Graph *graph) {
    long long sum = 0;
    for (long i = 0; i < graph->users.count; i++) {
        Author *author = at_key(&graph->authors, ((User *)graph->users.items[i])->id);
        sum += author->user->username.length;
        for (long p = 0; p < author->posts.count; p++) {
            Post *post = author->posts.items[p];
            sum += post->title.length + post->body.length;
            for (long t = 0; t < post->tags.count; t++) { Tag *tag = post->tags.items[t]; sum += tag->id + tag->name.length; }
            free(post->title.bytes); free(post->body.bytes); free(post->tags.items); free(post);
        }
        free_user(author->user); free(author->posts.items); free(author);
    }
    List *tags = &graph->tags;
    for (long i = 0; i < tags->count; i++)
        if (tags->items[i]) { free(((Tag *)tags->items[i])->name.bytes); free(tags->items[i]); }
    free(graph->users.items); free(graph->authors.items); free(graph->posts.items); free(graph->posts_by_id.items); free(tags->items);
    return sum;
}
