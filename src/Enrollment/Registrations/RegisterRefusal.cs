namespace Garita.Enrollment.Registrations;

/// <summary>Why a registration got no code; a closed set, in the order of asking. Told to the log alone.</summary>
public enum RegisterRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>Nobody registered this device.</summary>
    UnknownDevice,

    /// <summary>The registry does not let it in.</summary>
    DeviceDisabled,

    /// <summary>It belongs to another batch than the birth certificate.</summary>
    OtherBatch,

    /// <summary>It has a certificate: it renews with that, or a person readmits it.</summary>
    AlreadyEnrolled,

    /// <summary>It cannot do what the registry asks for.</summary>
    NoCommonFactor,

    /// <summary>The last code is younger than a minute.</summary>
    TooSoon,

    /// <summary>As many other keys as may have asked to become this device.</summary>
    TooManyRegistrations,

    /// <summary>The device's codes of the day are used up.</summary>
    DailyLimit,

    /// <summary>The batch's codes of the hour are used up.</summary>
    BatchBudget,

    /// <summary>The codes of the hour are used up; this request opened the breaker.</summary>
    BreakerOpened,

    /// <summary>The breaker is open.</summary>
    BreakerOpen,
}
