using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Penstock.Resources.Management;

/// <summary>Why a secret cannot be had.</summary>
internal sealed record SecretTroubleView(
    [property: Description("The secret.")] string Reference,
    [property: Description("What kind of trouble it is.")][property: AllowedValues("not_found", "refused", "unavailable", "unreadable")] string Kind,
    [property: Description("What is wrong, and what to do.")] string Reason);
