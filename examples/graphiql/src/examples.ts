/** The first tabs: a query, a mutation and a subscription to begin with. */
export const exampleTabs: readonly { readonly query: string; readonly variables?: string }[] = [
  {
    query: `# Your conversations, the newest message
# of each, and what is unread.
# Press play, or Ctrl+Enter.
query Inbox {
  viewer {
    identity
    friendlyName
    unreadMessagesCount
    conversations(first: 10) {
      edges {
        unreadMessagesCount
        node {
          id
          friendlyName
          state
          lastMessage {
            author
            body
            createdAt
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
`,
  },
  {
    query: `# What happens in your conversations, live.
# Press play, then write something in the
# chat at / or with the next tab.
subscription InboxEvents {
  inboxEvents {
    __typename
    cursor
    occurredAt
    ... on MessageAdded {
      message {
        author
        body
        conversation {
          friendlyName
        }
      }
    }
    ... on MessageUpdated {
      message {
        author
        body
      }
    }
    ... on UnreadChanged {
      conversationId
      unreadMessagesCount
    }
    ... on ConversationAdded {
      edge {
        node {
          friendlyName
        }
      }
    }
  }
}
`,
  },
  {
    query: `# Put the id of a conversation into the
# variables: the first tab shows some.
mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    message {
      id
      index
      author
      body
    }
    errors {
      ... on UserError {
        code
        message
      }
    }
  }
}
`,
    variables: JSON.stringify({ input: { conversationId: '', body: 'Hello from GraphiQL' } }, null, 2),
  },
];
