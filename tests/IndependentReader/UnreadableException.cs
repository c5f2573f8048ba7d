namespace Garita.IndependentReader;

/// <summary>The bytes are not what the specification describes; the message says where.</summary>
public sealed class UnreadableException(string message) : Exception(message);
