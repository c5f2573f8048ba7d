using System.Globalization;

namespace Garita.Broker.Access;

/// <summary>One error or warning about a policy.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">The line, counted from 1; 0 where it is about the file as a whole.</param>
/// <param name="Message">What is wrong, with the offending word, and what was expected.</param>
public sealed record PolicyNotice(string File, int Line, string Message)
{
    /// <summary><c>file:line: message</c>, as editors and compilers have it.</summary>
    public override string ToString() => Line == 0
        ? $"{File}: {Message}"
        : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Message}");
}
