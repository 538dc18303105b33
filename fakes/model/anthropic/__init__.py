"""The dialect of Anthropic's Messages API. Shapes are those of the anthropic SDK 2.12's typed models."""
