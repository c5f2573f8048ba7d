using System.Collections.Immutable;

namespace Garita.Rollouts.Targets;

/// <summary>A parsed target; a tree of at most <see cref="TargetQuery.MaxComparisons"/> comparisons.</summary>
internal abstract record TargetExpression
{
    public abstract bool Matches(DeviceFacts device);

    public sealed record All : TargetExpression
    {
        public override bool Matches(DeviceFacts device) => true;
    }

    public sealed record Not(TargetExpression Inner) : TargetExpression
    {
        public override bool Matches(DeviceFacts device) => !Inner.Matches(device);
    }

    public sealed record And(ImmutableArray<TargetExpression> Parts) : TargetExpression
    {
        public override bool Matches(DeviceFacts device)
        {
            foreach (TargetExpression part in Parts)
            {
                if (!part.Matches(device))
                {
                    return false;
                }
            }

            return true;
        }
    }

    public sealed record Or(ImmutableArray<TargetExpression> Parts) : TargetExpression
    {
        public override bool Matches(DeviceFacts device)
        {
            foreach (TargetExpression part in Parts)
            {
                if (part.Matches(device))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A device of which the field is not known is never equal to anything, nor before nor after it.</summary>
    public sealed record Comparison(TargetField Field, TargetOperator Operator, ImmutableHashSet<string> Values)
        : TargetExpression
    {
        private readonly string _value = Values.First();

        public override bool Matches(DeviceFacts device) => Field switch
        {
            TargetField.Id => Compare(device.Id),
            TargetField.Type => Compare(device.Type),
            TargetField.Serial => Compare(device.Serial),
            TargetField.Version => Compare(device.Version),
            TargetField.Group => CompareGroups(device),
        };

        private bool Compare(string? actual) => Operator switch
        {
            TargetOperator.Equal => actual == _value,
            TargetOperator.NotEqual => actual != _value,
            TargetOperator.Begins => actual?.StartsWith(_value, StringComparison.Ordinal) == true,
            TargetOperator.In => actual is not null && Values.Contains(actual),
            TargetOperator.Less => Order(actual) is < 0,
            TargetOperator.LessOrEqual => Order(actual) is <= 0,
            TargetOperator.Greater => Order(actual) is > 0,
            TargetOperator.GreaterOrEqual => Order(actual) is >= 0,
        };

        private int? Order(string? actual) => FirmwareVersion.Compare(actual, _value);

        private bool CompareGroups(DeviceFacts device) => Operator switch
        {
            TargetOperator.Equal => device.Groups.Contains(_value),
            TargetOperator.NotEqual => !device.Groups.Contains(_value),
            TargetOperator.In => device.Groups.Overlaps(Values),
            TargetOperator.Begins => device.Groups.Any(group => group.StartsWith(_value, StringComparison.Ordinal)),
            TargetOperator.Less or TargetOperator.LessOrEqual => false,
            TargetOperator.Greater or TargetOperator.GreaterOrEqual => false,
        };
    }
}
