/** What a user does in a chat of ai 5 or later. Each action is `{do: ...}`; what else it takes stands here. */

/**
 * @param {() => object} chat what useChat returned last, or an AbstractChat
 * @param {object} action
 */
export async function act(chat, action) {
  const { body, messageId, metadata } = action;
  switch (action.do) {
    case "submit":
      return chat().sendMessage(userMessage(action), { body });
    case "edit":
      return chat().sendMessage({ ...userMessage(action), messageId, metadata }, { body });
    case "send":
      // The conversation as it stands, as when the client goes on by itself.
      return chat().sendMessage(undefined, { body });
    case "regenerate":
      return chat().regenerate({ messageId, body });
    case "resume":
      return chat().resumeStream();
    case "answerTools":
      for (const part of pending(chat(), "input-available")) await answer(chat(), part, action);
      return undefined;
    case "approve":
      for (const { approval } of pending(chat(), "approval-requested")) {
        await chat().addToolApprovalResponse({ id: approval.id, approved: action.approved, reason: action.reason });
      }
      return undefined;
    default:
      throw new Error(`unknown action: ${action.do}`);
  }
}

/** @param {{message: string | null, attachments: object[], then: object[]}} conversation */
export function actionsOf({ message, attachments, then }) {
  return message === null ? then : [{ do: "submit", text: message, files: attachments }, ...then];
}

/** With an id it is one that an application has made itself. */
function userMessage({ id, text, files = [], metadata }) {
  const parts = [...files, { type: "text", text }];
  if (id) return { id, role: "user", parts, ...(metadata ? { metadata } : {}) };
  return { text, ...(files.length > 0 ? { files } : {}), ...(metadata ? { metadata } : {}) };
}

/** The result of a tool of the client's, from `outputs` or `errors`, by the tool's name. */
function answer(chat, part, { outputs = {}, errors = {} }) {
  const tool = part.type === "dynamic-tool" ? part.toolName : part.type.slice("tool-".length);
  const { toolCallId } = part;
  if (tool in errors) return addToolOutput(chat, { state: "output-error", tool, toolCallId, errorText: errors[tool] });
  return addToolOutput(chat, { tool, toolCallId, output: outputs[tool] });
}

/** 5.0.0 knows it by its first name only. */
export function addToolOutput(chat, result) {
  return chat.addToolOutput ? chat.addToolOutput(result) : chat.addToolResult(result);
}

function pending({ messages }, state) {
  return messages.at(-1).parts.filter((part) => part.state === state);
}
