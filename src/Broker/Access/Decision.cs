namespace Garita.Broker.Access;

/// <summary>What the policy says about one act of one peer.</summary>
/// <param name="Allowed">Whether the act may go on.</param>
/// <param name="Line">The line of the policy that decided, counted from 1; 0 where no line did.</param>
/// <param name="Reason">Why.</param>
public readonly record struct Decision(bool Allowed, int Line, DecisionReason Reason);
