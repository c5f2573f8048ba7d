using System.Collections.Immutable;

namespace Garita.Rollouts.Targets;

/// <summary>A parsed target; a tree of at most <see cref="TargetQuery.MaxComparisons"/> comparisons.</summary>
internal abstract record TargetExpression
{
    // Of the device's facts all but id and serial number are looked at; these two come beside them.
    public abstract bool Matches(DeviceFacts kind, string id, string? serial);

    // Never, Depends and Always in this order make "and" the least and "or" the most of its parts.
    public abstract TargetVerdict Judge(DeviceFacts kind);

    public virtual IReadOnlyCollection<string>? Ids() => null;

    public sealed record All : TargetExpression
    {
        public override bool Matches(DeviceFacts kind, string id, string? serial) => true;

        public override TargetVerdict Judge(DeviceFacts kind) => TargetVerdict.Always;
    }

    public sealed record Not(TargetExpression Inner) : TargetExpression
    {
        public override bool Matches(DeviceFacts kind, string id, string? serial) => !Inner.Matches(kind, id, serial);

        public override TargetVerdict Judge(DeviceFacts kind) => Inner.Judge(kind) switch
        {
            TargetVerdict.Never => TargetVerdict.Always,
            TargetVerdict.Depends => TargetVerdict.Depends,
            TargetVerdict.Always => TargetVerdict.Never,
        };
    }

    public sealed record And(ImmutableArray<TargetExpression> Parts) : TargetExpression
    {
        public override bool Matches(DeviceFacts kind, string id, string? serial)
        {
            foreach (TargetExpression part in Parts)
            {
                if (!part.Matches(kind, id, serial))
                {
                    return false;
                }
            }

            return true;
        }

        public override TargetVerdict Judge(DeviceFacts kind) => Parts.Min(part => part.Judge(kind));

        // What all parts mean is within what any of them means.
        public override IReadOnlyCollection<string>? Ids() =>
            Parts.Select(part => part.Ids()).FirstOrDefault(ids => ids is not null);
    }

    public sealed record Or(ImmutableArray<TargetExpression> Parts) : TargetExpression
    {
        public override bool Matches(DeviceFacts kind, string id, string? serial)
        {
            foreach (TargetExpression part in Parts)
            {
                if (part.Matches(kind, id, serial))
                {
                    return true;
                }
            }

            return false;
        }

        public override TargetVerdict Judge(DeviceFacts kind) => Parts.Max(part => part.Judge(kind));

        public override IReadOnlyCollection<string>? Ids()
        {
            List<IReadOnlyCollection<string>?> all = [.. Parts.Select(part => part.Ids())];
            return all.Contains(null) ? null : all.SelectMany(ids => ids!).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>A device of which the field is not known is never equal to anything, nor before nor after it.</summary>
    public sealed record Comparison(TargetField Field, TargetOperator Operator, ImmutableHashSet<string> Values)
        : TargetExpression
    {
        private readonly string _value = Values.First();

        public override bool Matches(DeviceFacts kind, string id, string? serial) => Field switch
        {
            TargetField.Id => Compare(id),
            TargetField.Type => Compare(kind.Type),
            TargetField.Serial => Compare(serial),
            TargetField.Version => Compare(kind.Version),
            TargetField.Group => CompareGroups(kind),
        };

        public override TargetVerdict Judge(DeviceFacts kind) => Field switch
        {
            TargetField.Id or TargetField.Serial => TargetVerdict.Depends,
            TargetField.Type or TargetField.Version or TargetField.Group =>
                Matches(kind, kind.Id, kind.Serial) ? TargetVerdict.Always : TargetVerdict.Never,
        };

        public override IReadOnlyCollection<string>? Ids() =>
            Field == TargetField.Id && Operator is (TargetOperator.Equal or TargetOperator.In) ? Values : null;

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
