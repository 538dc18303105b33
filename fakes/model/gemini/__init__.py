"""Google's Gemini API: generateContent and what stands around it, as the Gemini API and Vertex AI speak it."""
