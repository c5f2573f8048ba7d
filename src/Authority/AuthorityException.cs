namespace Garita.Authority;

/// <summary>A fault of the machine while keys were at work; never a refusal. Its message names no secret.</summary>
public sealed class AuthorityException : Exception
{
    /// <summary>Makes an exception with a message for the log.</summary>
    public AuthorityException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
