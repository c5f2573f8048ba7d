namespace Garita.Contracts.Bootstrap.Replies;

/// <summary>What is the same for every device that ever registers, known or not.</summary>
/// <param name="Factor">The second factor that <c>login</c> has to show.</param>
/// <param name="CodeSeconds">How long a code is good for: 1 to 86 400.</param>
/// <param name="ResendSeconds">How soon the device may ask for another code: 1 to 86 400.</param>
public sealed record RegisteredBody(SecondFactor Factor, int CodeSeconds, int ResendSeconds);
